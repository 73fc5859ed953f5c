/* Which of the two themes: the one chosen here before, else the system's. */
(() => {
  'use strict';
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  let chosen = null;
  try {
    chosen = localStorage.getItem('sockspan.theme');
  } catch (noStorage) {
    // Storage may be forbidden for files; the system's theme is right then.
  }
  const apply = () => {
    const theme = chosen || (system.matches ? 'dark' : 'light');
    if (root.dataset.theme !== theme) {
      root.dataset.theme = theme;
      document.dispatchEvent(new Event('themechange'));
    }
  };
  system.addEventListener('change', apply);
  document.addEventListener('themetoggle', () => {
    chosen = root.dataset.theme === 'dark' ? 'light' : 'dark';
    try {
      localStorage.setItem('sockspan.theme', chosen);
    } catch (noStorage) {
      // It lasts until the page is closed.
    }
    apply();
  });
  apply();
})();
