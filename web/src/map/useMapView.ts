import { onMounted, onUnmounted, ref, useTemplateRef } from 'vue'
import { zoomed, type Size, type View } from './layout'

const widthAtFirst = 640 // until the frame is measured

/** The view into a map whose frame (ref="frame") is as high as `heightOf` its width says; buttons zoom it, a hand moves it. */
export function useMapView(heightOf: (width: number) => number) {
  const frame = useTemplateRef<HTMLElement>('frame')
  const sized = (width: number): Size => ({ width, height: Math.round(heightOf(width)) })
  const size = ref(sized(widthAtFirst))
  const view = ref<View>({ scale: 1, x: size.value.width / 2, y: size.value.height / 2 })
  const moved = ref(false)

  let observer: ResizeObserver | undefined
  onMounted(() => {
    observer = new ResizeObserver(([entry]) => {
      if (entry) size.value = sized(Math.round(entry.contentRect.width))
    })
    observer.observe(frame.value!)
  })
  onUnmounted(() => observer?.disconnect())

  /** The view that it comes home to. */
  function show(whole: View) {
    view.value = whole
    moved.value = false
  }
  function zoom(factor: number) {
    view.value = zoomed(view.value, factor, { x: size.value.width / 2, y: size.value.height / 2 })
    moved.value = true
  }

  // Dragging moves the map once it is zoomed; before that a finger scrolls the page.
  let held: { x: number; y: number; view: View } | null = null
  function grab(event: PointerEvent) {
    if (event.pointerType === 'touch' && !moved.value) return
    held = { x: event.clientX, y: event.clientY, view: view.value }
  }
  function drag(event: PointerEvent) {
    if (!held) return
    const dx = event.clientX - held.x
    const dy = event.clientY - held.y
    if (Math.abs(dx) + Math.abs(dy) < 4 && !moved.value) return
    view.value = { ...held.view, x: held.view.x + dx, y: held.view.y + dy }
    moved.value = true
  }
  const release = () => {
    held = null
  }
  // For v-on of what is drawn.
  const hand = { pointerdown: grab, pointermove: drag, pointerup: release, pointerleave: release }

  return { size, view, moved, show, zoom, hand }
}
