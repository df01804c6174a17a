from django.http import Http404, HttpRequest, HttpResponse


def confirmation(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
