import { defineAsyncComponent, type Component } from 'vue'

const found = import.meta.glob<{ default: Component }>('../../modules/*/web/StepNote.vue')

/** What modules have to say to whoever is about to take a step: their web/StepNote.vue, given the type and the transition. */
export const stepNotes = Object.values(found).map((load) => defineAsyncComponent(load))
