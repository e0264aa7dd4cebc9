// After an upgrade a page that stays open asks for parts that no longer exist. Loading it anew fetches the new ones;
// once only, lest a server that is really broken is asked for ever.

const kept = 'shanhai.reloaded'
const patienceMs = 60_000

export function reloadWhenOutdated(): void {
  window.addEventListener('vite:preloadError', (event) => {
    try {
      if (Date.now() - Number(sessionStorage.getItem(kept) ?? 0) < patienceMs) return
      sessionStorage.setItem(kept, String(Date.now()))
    } catch {
      return // where nothing can be kept, nothing tells a second time from the first
    }
    event.preventDefault()
    location.reload()
  })
}
