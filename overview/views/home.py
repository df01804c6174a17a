from django.http import Http404, HttpRequest, HttpResponse


def home(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
