from django.http import Http404, HttpRequest, HttpResponse


def attach(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def download(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def evidence_list(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def item(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def new(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
