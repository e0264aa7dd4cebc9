/** What this browser alone remembers; where it may not, nothing. */
export function rememberedText(name: string): string {
  try {
    return localStorage.getItem(name) ?? ''
  } catch {
    return ''
  }
}

export function rememberText(name: string, text: string): void {
  try {
    localStorage.setItem(name, text)
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
