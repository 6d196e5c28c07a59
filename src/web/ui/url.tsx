import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { type AnchorHTMLAttributes, type MouseEvent, useCallback, useContext } from 'react'
import { keepAsOf } from '../paths.ts'
import { RowHref } from './row-href.ts'

export type UrlValues = Record<string, string | undefined>

/**
 * Filters, tab, page, sort and the day looked at live in the URL, as plain text under the API's own names.
 * `set` keeps what is not named; undefined or '' removes. Anything but paging goes back to page 1.
 */
export function useUrl(): { values: UrlValues; set: (change: UrlValues) => void } {
  const values = useSearch({ strict: false }) as UrlValues
  const navigate = useNavigate()
  const set = useCallback(
    (change: UrlValues) => {
      const next: UrlValues = 'page' in change ? change : { ...change, page: undefined }
      void navigate({
        to: '.',
        search: ((before: UrlValues) => dropEmpty({ ...before, ...next })) as never,
        replace: true,
        resetScroll: false,
      })
    },
    [navigate],
  )
  return { values, set }
}

/** The past day that the page shows, or undefined for now. */
export function useAsOf(): string | undefined {
  return useUrl().values.asOf
}

/** Goes to an address made by `paths`, taking the day looked at along. */
export function useGo(): (href: string) => void {
  const router = useRouter()
  const asOf = useAsOf()
  return useCallback((href) => void router.navigate({ href: keepAsOf(href, asOf) }), [router, asOf])
}

/** A link made by `paths`; a plain click stays inside the page, everything else is the browser's. */
export function TextLink({
  href,
  onClick,
  ...rest
}: { href: string } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'>) {
  const go = useGo()
  const asOf = useAsOf()
  const row = useContext(RowHref)
  // The card around it is a link as a whole, and one within another is none: where it leads says the rest.
  if (row?.isCard) return <span className={rest.className}>{rest.children}</span>
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(href)
  }
  return <a href={keepAsOf(href, asOf)} onClick={follow} {...rest} />
}

function dropEmpty(values: UrlValues): UrlValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''))
}
