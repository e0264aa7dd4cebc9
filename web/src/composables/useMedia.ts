import { onScopeDispose, ref, type Ref } from 'vue'

export function useMedia(query: string): Ref<boolean> {
  const media = matchMedia(query)
  const matches = ref(media.matches)
  const listen = (event: MediaQueryListEvent) => (matches.value = event.matches)
  media.addEventListener('change', listen)
  onScopeDispose(() => media.removeEventListener('change', listen))
  return matches
}

export const usePhone = (): Ref<boolean> => useMedia('(max-width: 720px)')
