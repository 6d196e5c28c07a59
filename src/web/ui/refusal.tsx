import { Button } from 'antd'
import type { ReactNode } from 'react'
import { refusalText } from '../../text/web/refusals.ts'
import { uiText } from '../../text/web/ui.ts'
import { useCodeText, useLanguage, useText } from './language.tsx'
import { loadSentences, useSentences } from './refusal-sentences.ts'
import { useGo } from './url.tsx'

export type CodedError = { code: string; status?: number; message?: string; detail?: Record<string, unknown> }

/**
 * A whole page that cannot be shown: says why, and what to do next. "Not there" and "not yours" read the
 * same.
 */
export function Refusal({ error, retry }: { error: CodedError; retry?: () => void }) {
  const t = useText(uiText)
  const go = useGo()
  const sentence = useRefusalSentence()
  const missing = error.status === 404 || error.code === 'not_found'
  const title = missing ? t('missingTitle') : error.status === 403 ? t('forbiddenTitle') : t('brokenTitle')
  return (
    <div className="bw-refusal" role="alert">
      <Vane still={missing} />
      <h1>{title}</h1>
      <p>{missing ? t('missingText') : sentence(error)}</p>
      <div className="bw-row">
        {retry && !missing && error.status !== 403 && (
          <Button type="primary" onClick={retry}>
            {t('tryAgain')}
          </Button>
        )}
        <Button onClick={() => go('/')}>{t('toWorkbench')}</Button>
      </div>
    </div>
  )
}

/** Nothing to list: says what that means and offers the one next step. */
export function EmptyState({ title, text, action }: { title: string; text?: ReactNode; action?: ReactNode }) {
  return (
    <div className="bw-empty">
      <Vane still />
      <h3>{title}</h3>
      {text && <p>{text}</p>}
      {action}
    </div>
  )
}

/** One sentence for a code, whether it refuses a page, a write or a button. */
export function useRefusalSentence(): (error: CodedError) => string {
  const { language } = useLanguage()
  const t = useText(uiText)
  const ofThePage = useCodeText(refusalText)
  const sentenceOf = useSentences()
  return ({ code, detail, message }) => {
    const own = ofThePage(code)
    if (own !== undefined) return own
    if (sentenceOf) return sentenceOf(code, detail ?? {}, language === 'zh' ? 'zh-CN' : 'en')
    // The server has said it as well, if it was the server that refused; a button never has no reason at all.
    loadSentences().catch(() => undefined)
    return message ?? t('notNow')
  }
}

function Vane({ still }: { still: boolean }) {
  return (
    <svg className={`bw-vane${still ? '' : ' bw-vane-turning'}`} viewBox="0 0 96 72" aria-hidden>
      <path d="M48 68V22" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
      <path d="M34 68h28" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
      <path
        d="M22 24h52l-9-9m9 9-9 9"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <circle cx="48" cy="12" r="4" fill="currentColor" />
    </svg>
  )
}
