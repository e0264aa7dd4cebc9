import { ref, watchEffect } from 'vue'

export type Theme = 'auto' | 'light' | 'dark'

const kept = 'shanhai.theme'
const dark = matchMedia('(prefers-color-scheme: dark)')

function remembered(): Theme {
  try {
    const value = localStorage.getItem(kept)
    return value === 'light' || value === 'dark' ? value : 'auto'
  } catch {
    return 'auto'
  }
}

export const theme = ref<Theme>(remembered())
const systemIsDark = ref(dark.matches)
dark.addEventListener('change', (event) => (systemIsDark.value = event.matches))

export const isDark = ref(false)

watchEffect(() => {
  isDark.value = theme.value === 'dark' || (theme.value === 'auto' && systemIsDark.value)
  document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light'
})

export function setTheme(wanted: Theme): void {
  theme.value = wanted
  try {
    if (wanted === 'auto') localStorage.removeItem(kept)
    else localStorage.setItem(kept, wanted)
  } catch {
    // A browser that keeps nothing still shows the chosen colours until it is closed.
  }
}
