import { sql } from 'kysely'

/**
 * For this transaction: joins of a whole company fit into memory, and neither starting helpers nor compiling
 * pays for questions of a tenth of a second; the other processors serve whoever waits for a page.
 */
export const MANY_ROWS = sql`set_config('work_mem', '64MB', true), set_config('jit', 'off', true),
  set_config('plan_cache_mode', 'force_custom_plan', true),
  set_config('max_parallel_workers_per_gather', '0', true)`
