import { onActivated, watchEffect, type MaybeRefOrGetter, toValue } from 'vue'
import { t } from '@/i18n'

export function usePageTitle(title: MaybeRefOrGetter<string>): void {
  const show = () => {
    const own = toValue(title)
    document.title = own ? `${own} · ${t('app.name')}` : t('app.name')
  }
  watchEffect(show)
  onActivated(show)
}
