from django.http import Http404, HttpRequest, HttpResponse


def search(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
