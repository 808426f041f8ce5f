/** Where the chosen theme is kept; 'auto' (nothing kept) follows the system. */
export const themeStorageKey = 'rumo-theme';

/**
 * Runs while the page is parsed, before the first paint, so that no page flashes in the wrong theme.
 * Storage may be closed to the page (private windows): then the system decides.
 */
export const themeScript = `(function(){var t;try{t=localStorage.getItem('${themeStorageKey}')}catch(e){}
if(t!=='light'&&t!=='dark')t=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';
document.documentElement.dataset.theme=t})()`;
