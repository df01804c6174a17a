from django.http import Http404, HttpRequest, HttpResponse


def readiness(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def submission(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def submit(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def submit_check(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404


def withdraw(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
