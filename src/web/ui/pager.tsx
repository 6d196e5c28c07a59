import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { uiText } from '../../text/web/ui.ts'
import { useText } from './language.tsx'
import './pager.css'
import { shownPages } from './shown-pages.ts'

type PagerProps = {
  page: number
  pageSize: number
  total: number
  /** Only where it stands, and the ways back and on. */
  simple?: boolean
  onPage: (page: number) => void
}

/** The pages of a list: first, last and those around the one that is shown. */
export function Pager({ page, pageSize, total, simple = false, onPage }: PagerProps) {
  const t = useText(uiText)
  const last = Math.max(1, Math.ceil(total / pageSize))
  return (
    <nav className="bw-pager" aria-label={t('pages')}>
      <button
        type="button"
        aria-label={t('pageBefore')}
        disabled={page <= 1}
        onClick={() => onPage(page - 1)}
      >
        <LeftOutlined />
      </button>
      {simple ? (
        <span>
          {page} / {last}
        </span>
      ) : (
        shownPages(page, last).map((one, index) =>
          one === null ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a gap is known by its side only.
            <span key={`gap${index}`} aria-hidden>
              …
            </span>
          ) : (
            <button
              key={one}
              type="button"
              className={one === page ? 'bw-pager-now' : ''}
              {...(one === page ? { 'aria-current': 'page' } : {})}
              onClick={() => one !== page && onPage(one)}
            >
              {one}
            </button>
          ),
        )
      )}
      <button
        type="button"
        aria-label={t('pageAfter')}
        disabled={page >= last}
        onClick={() => onPage(page + 1)}
      >
        <RightOutlined />
      </button>
    </nav>
  )
}
