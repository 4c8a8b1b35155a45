// Before the first paint, so that nothing flashes. src/lib/theme.ts writes the choice.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the system's choice stands.
}
