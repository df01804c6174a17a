from django.http import Http404, HttpRequest, HttpResponse


def people(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def restrict(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
