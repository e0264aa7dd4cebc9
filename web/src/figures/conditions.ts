import { ref, watch, type Ref } from 'vue'
import { findNamed } from '@/api/records'
import type { Figure } from '@/api/types'
import { t } from '@/i18n'
import { coordinateTitle, stepTitle } from '@/records/titles'
import { typeOf } from '@/state/schema'
import type { Condition } from '@/url/where'
import { dimensionOf } from './slices'

/** Conditions name records by key; people want their names. They are looked up once. */
export function useConditionWords(figure: () => Figure | undefined, where: () => Condition[]) {
  const labels: Ref<Map<string, string>> = ref(new Map())
  watch(
    where,
    async (conditions) => {
      for (const { dimension, value } of conditions) {
        const own = figure() && dimensionOf(figure()!, dimension)
        const type = own?.ref ? typeOf(own.ref) : undefined
        const key = `${dimension}=${value}`
        if (!type || labels.value.has(key)) continue
        const found = await findNamed(type, value)
        if (found) labels.value = new Map(labels.value).set(key, found.label)
      }
    },
    { immediate: true },
  )
  const value = (condition: Condition): string =>
    labels.value.get(`${condition.dimension}=${condition.value}`) ??
    condition.value
      .split(';')
      .map((one) => coordinateTitle(figure()?.dimensions ?? [], condition.dimension, one))
      .join(t('list.separator'))
  const title = (condition: Condition): string => stepTitle(figure()?.dimensions ?? [], condition.dimension)
  return { value, title }
}
