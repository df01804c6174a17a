from django.http import Http404, HttpRequest, HttpResponse


def cycle(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
