import { ref } from 'vue'
import { fetchUnseen } from '@/api/notifications'

/** How many notifications were not seen yet; nothing while it is not known. */
export const unseen = ref<number | null>(null)

export async function countUnseen(): Promise<void> {
  try {
    unseen.value = await fetchUnseen()
  } catch {
    // The number is a courtesy: whoever opens the inbox is told what is wrong.
  }
}
