from django.http import Http404, HttpRequest, HttpResponse


def decided(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def waiting(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
