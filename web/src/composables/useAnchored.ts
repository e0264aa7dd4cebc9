import { nextTick, onScopeDispose, ref, watch, type Ref } from 'vue'

const gap = 4
const margin = 8

/**
 * Keeps a panel beside its field: below, or above where there is no room; inside the window, and never cut off by a
 * dialog that scrolls.
 */
export function useAnchored(
  anchor: Ref<HTMLElement | undefined>,
  panel: Ref<HTMLElement | undefined>,
  open: Ref<boolean>,
  asWide: boolean,
) {
  const style = ref<Record<string, string>>({})

  function place() {
    if (!anchor.value || !panel.value) return
    const at = anchor.value.getBoundingClientRect()
    const width = asWide ? Math.max(at.width, Math.min(300, window.innerWidth - 2 * margin)) : panel.value.offsetWidth
    const height = panel.value.offsetHeight
    const left = Math.min(asWide ? at.left : at.right - width, window.innerWidth - width - margin)
    const below = at.bottom + gap
    const above = at.top - gap - height
    const top = below + height > window.innerHeight - margin && above >= margin ? above : below
    style.value = {
      left: `${Math.max(margin, left)}px`,
      top: `${top}px`,
      ...(asWide ? { width: `${width}px` } : {}),
    }
  }

  // A list that fills later changes its height.
  const observer = new ResizeObserver(place)
  function stop() {
    observer.disconnect()
    window.removeEventListener('scroll', place, true)
    window.removeEventListener('resize', place)
  }

  watch(open, async (now) => {
    stop()
    if (!now) return
    await nextTick()
    place()
    if (panel.value) observer.observe(panel.value)
    window.addEventListener('scroll', place, true)
    window.addEventListener('resize', place)
  })
  onScopeDispose(stop)
  return style
}
