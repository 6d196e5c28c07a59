/** The parts of the settings, in the order of their menu. */
export const AREAS = [
  'people',
  'departments',
  'absences',
  'handovers',
  'roles',
  'targets',
  'commission',
  'onboarding',
  'pipelines',
  'fields',
  'flows',
  'calendar',
  'channels',
  'esign',
  'register',
  'organisation',
] as const
export type Area = (typeof AREAS)[number]
