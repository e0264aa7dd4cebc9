import { ref, watchEffect } from 'vue'
import { rememberedText, rememberText } from './remembered'

export type Theme = 'auto' | 'light' | 'dark'

const kept = 'shanhai.theme'
const dark = matchMedia('(prefers-color-scheme: dark)')

function remembered(): Theme {
  const value = rememberedText(kept)
  return value === 'light' || value === 'dark' ? value : 'auto'
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
  rememberText(kept, wanted === 'auto' ? '' : wanted)
}
