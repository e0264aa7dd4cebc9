import { onActivated, onDeactivated, onMounted, onUnmounted } from 'vue'

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && !!target.closest('input, textarea, select, [contenteditable], dialog')

/** Single-key shortcuts, silent while somebody types. */
export function useShortcuts(keys: Record<string, (event: KeyboardEvent) => void>): void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
    const action = keys[event.key]
    if (!action) return
    event.preventDefault()
    action(event)
  }
  const start = () => document.addEventListener('keydown', listen)
  const stop = () => document.removeEventListener('keydown', listen)
  onMounted(start)
  onUnmounted(stop)
  onActivated(start)
  onDeactivated(stop)
}
