// Before anything is drawn: the theme that was chosen here before, if there was one.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  // A browser that keeps nothing: the system's theme will do.
}
