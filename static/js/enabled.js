// Marks the page before it is drawn, so that parts which need JavaScript show only where it runs.
document.body.className +=
  " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
