from django.http import Http404, HttpRequest, HttpResponse


def condition(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def conditions(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
