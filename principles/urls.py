"""Addresses of the framework. All are public."""

from django.urls import URLPattern, path

from principles import views

urlpatterns: list[URLPattern] = [
    path("", views.framework, name="framework"),
    path("principles/<slug:principle>/", views.principle, name="framework-principle"),
    path("editions/<slug:older>/<slug:newer>/", views.compare, name="framework-compare"),
    path("<slug:edition>/", views.framework, name="framework-edition"),
    path("<slug:edition>/principles/<slug:principle>/", views.principle, name="framework-edition-principle"),
]
