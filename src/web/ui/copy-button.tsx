import { CopyOutlined } from '@ant-design/icons'
import { App, Button, type ButtonProps } from 'antd'
import { useState } from 'react'
import { uiText } from '../../text/web/ui.ts'
import { useText } from './language.tsx'
import { laterOpened } from './later.tsx'

const CopyByHand = laterOpened(async () => (await import('./copy-by-hand.tsx')).CopyByHand)

/**
 * Copies words that people paste elsewhere. The clipboard is only there on https and localhost; on a plain
 * LAN address the words are shown, marked, to be copied by hand.
 */
export function CopyButton({
  words,
  onCopied,
  ...button
}: { words: string; onCopied?: () => void } & ButtonProps) {
  const t = useText(uiText)
  const { message } = App.useApp()
  const [byHand, setByHand] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(words)
      void message.success(t('copied'))
    } catch {
      setByHand(true)
    }
    onCopied?.()
  }
  return (
    <>
      <Button icon={<CopyOutlined />} {...button} onClick={() => void copy()} />
      <CopyByHand open={byHand} words={words} onClose={() => setByHand(false)} />
    </>
  )
}
