/** What this browser alone remembers; where it may not, nothing. */
export function rememberedText(name: string): string {
  try {
    return localStorage.getItem(name) ?? ''
  } catch {
    return ''
  }
}

/** Until the browser's data are cleared; '' forgets. A browser that keeps nothing knows it until the page is closed. */
export function rememberText(name: string, text: string): void {
  try {
    if (text) localStorage.setItem(name, text)
    else localStorage.removeItem(name)
  } catch {
    // The page goes on without.
  }
}
