// Runs before the first paint, so that a reader who chose a theme never sees the other one flash. A file of its own, because
// scripts in the page are forbidden; main.ts does all that follows.
;(() => {
  const theme = localStorage.getItem('plimsoll.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
})()
