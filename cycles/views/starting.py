from django.http import Http404, HttpRequest, HttpResponse


def begin(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def next_cycle(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def page(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
