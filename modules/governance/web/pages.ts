import type { ModulePage } from '@/modulePages'

export default [
  {
    path: 'weeks',
    title: { zh: '周调度', en: 'Weekly dispatch' },
    component: () => import('./WeeksPage.vue'),
  },
  {
    path: 'weeks/:id',
    title: { zh: '周调度', en: 'Weekly dispatch' },
    component: () => import('./WeekPage.vue'),
    hidden: true,
  },
  {
    path: 'circulars',
    title: { zh: '半月通报', en: 'Circulars' },
    component: () => import('./CircularsPage.vue'),
  },
  {
    path: 'circulars/:id',
    title: { zh: '半月通报', en: 'Circular' },
    component: () => import('./CircularPage.vue'),
    hidden: true,
  },
  {
    path: 'safety',
    title: { zh: '平安报告', en: 'Safety' },
    component: () => import('./SafetyPage.vue'),
  },
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
  {
    path: 'goals',
    title: { zh: '目标树', en: 'Goal trees' },
    component: () => import('./GoalsPage.vue'),
  },
  {
    path: 'handovers',
    title: { zh: '批次交接', en: 'Hand-overs' },
    component: () => import('./HandoversPage.vue'),
  },
  {
    path: 'handovers/:id',
    title: { zh: '批次交接', en: 'Hand-over' },
    component: () => import('./HandoverPage.vue'),
    hidden: true,
  },
] satisfies ModulePage[]
