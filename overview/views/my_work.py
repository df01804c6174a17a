from django.http import Http404, HttpRequest, HttpResponse


def my_work(request: HttpRequest, **place: str) -> HttpResponse:
    raise Http404
