// Runs before the first paint, so that a stored theme never flashes. A file of its own because the Content-Security-Policy forbids inline scripts.
(function () {
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    if (localStorage.getItem("density") === "compact") document.documentElement.dataset.density = "compact";
  } catch {
    // Storage may be blocked; the system's theme applies.
  }
})();
