from django.http import Http404, HttpRequest, HttpResponse


def workspace(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
