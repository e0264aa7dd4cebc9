import type { ModulePage } from '@/modulePages'

export default [
  {
    path: 'assessments',
    title: { zh: '考核自评', en: 'Assessments' },
    component: () => import('./AssessmentsPage.vue'),
  },
  {
    path: 'assessments/:id',
    title: { zh: '考核自评', en: 'Assessment' },
    component: () => import('./AssessmentPage.vue'),
    hidden: true,
  },
  { path: 'slips', title: { zh: '督办单', en: 'Supervision slips' }, component: () => import('./SlipsPage.vue') },
  {
    path: 'slips/:id',
    title: { zh: '督办单', en: 'Supervision slip' },
    component: () => import('./SlipPage.vue'),
    hidden: true,
  },
] satisfies ModulePage[]
