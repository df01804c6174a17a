from django.http import Http404, HttpRequest, HttpResponse


def cycles(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
