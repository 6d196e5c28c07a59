import { listTasks } from '../../../api/tasks.ts'
import { fromUrl } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export const TASKS_PAGE_SIZE = 30

/** Loader and page ask with the same words and so share the answer. */
export function tasksQuery(values: UrlValues) {
  return fromUrl(listTasks, values, { size: TASKS_PAGE_SIZE })
}
