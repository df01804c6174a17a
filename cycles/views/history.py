from django.http import Http404, HttpRequest, HttpResponse


def export(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def history(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
