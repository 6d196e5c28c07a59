import { z } from 'zod'
import { day } from './route.ts'

/**
 * Lists are paged by offset: people think in pages, and no list of the product is walked to its end by a
 * machine.
 */
export const pageQuery = {
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  size: z.coerce.number().int().min(1).max(200).default(20),
}

export const asOfQuery = { asOf: day.optional() }

/** A file that is too large to take alone is fetched with what a second person has agreed to [C192]. */
export const exportQuery = { grant: z.uuid().optional() }

/** Columns of a list by their keys, in their order: `name,overdue,custom.source`. */
export const chosenColumns = z.string().max(1000)

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), total: z.int(), page: z.int(), size: z.int() })
}

/**
 * An action is allowed (true) or refused with the code whose sentence the page shows on the disabled button.
 */
export const can = z.union([z.literal(true), z.string()])

/** A person as shown beside a record. */
export const person = z.object({ id: z.uuid(), name: z.string(), active: z.boolean() })
export type Person = z.infer<typeof person>
