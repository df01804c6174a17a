from django.http import Http404, HttpRequest, HttpResponse


def accessibility(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def cookies(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def help_page(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def privacy(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
