from django.http import Http404, HttpRequest, HttpResponse


def draft(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def more(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def question(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
