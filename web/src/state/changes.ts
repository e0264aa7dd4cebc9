import { ref } from 'vue'

/** Counts the commands sent from this page, so that a list kept in the background knows that it is stale. */
export const changes = ref(0)
