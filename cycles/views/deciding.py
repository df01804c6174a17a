from django.http import Http404, HttpRequest, HttpResponse


def check(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def conditions(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def correct(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def decide(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def reopen(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
