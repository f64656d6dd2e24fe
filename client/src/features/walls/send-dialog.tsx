/** To which of one's screens: one of those that are open, or a new one. */
import { App, Button, Form, Input, Modal } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_SCREENS, type Screen, type ScreenContent } from '../../../../server/contract/walls.ts';
import { problemWords } from '../../lib/problem-words.ts';
import { keepScreen } from './screen-kept.ts';
import { openScreen, useScreens, useShowOnScreen } from './use-screens.ts';

/** `send(content)`: to the only screen there is, or asks to which. */
export function useSend(): { send: (content: ScreenContent) => void; dialog: React.ReactNode } {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const screens = useScreens();
  const show = useShowOnScreen();
  const [asked, setAsked] = useState<ScreenContent>();
  const to = useCallback(
    (screen: Screen, content: ScreenContent) => {
      setAsked(undefined);
      show(screen.id, content).then(
        () => void message.success(t('walls.sent', { screen: screen.name })),
        (error) => void message.error(problemWords(error, t)),
      );
    },
    [show, message, t],
  );
  const send = useCallback(
    (content: ScreenContent) => {
      const [only] = screens ?? [];
      if (only !== undefined && screens?.length === 1) to(only, content);
      else setAsked(content);
    },
    [screens, to],
  );
  const dialog = asked !== undefined && (
    <Modal open title={t('walls.sendTitle')} footer={null} onCancel={() => setAsked(undefined)} width={420}>
      <div className="mc-send-list">
        {(screens ?? []).map((screen, index) => (
          <Button key={screen.id} block autoFocus={index === 0} onClick={() => to(screen, asked)}>
            {screen.name}
          </Button>
        ))}
        {screens?.length === 0 && <p>{t('walls.noScreens')}</p>}
        <NewScreen
          taken={screens ?? []}
          onOpen={(name) => {
            keepScreen(name, asked);
            setAsked(undefined);
          }}
        />
      </div>
    </Modal>
  );
  return { send, dialog };
}

/** Opens a browser window by a name. */
export function NewScreen(props: {
  readonly taken: readonly Screen[];
  readonly onOpen?: (name: string) => void;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [typed, setTyped] = useState<string>();
  const name = typed ?? freeName(props.taken, (n) => t('walls.screenName', { n }));
  const open = () => {
    const wanted = name.trim();
    if (wanted === '') return;
    props.onOpen?.(wanted);
    if (!openScreen(wanted)) void message.warning(t('walls.popupRefused'));
    setTyped(undefined);
  };
  return (
    <Form layout="inline" onFinish={open} className="mc-new-screen">
      <Input
        aria-label={t('walls.screenNameLabel')}
        value={name}
        maxLength={40}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button htmlType="submit" disabled={props.taken.length >= MOST_SCREENS || name.trim() === ''}>
        {t('walls.openScreen')}
      </Button>
    </Form>
  );
}

function freeName(taken: readonly Screen[], word: (n: number) => string): string {
  for (let n = 1; ; n += 1) if (!taken.some((screen) => screen.name === word(n))) return word(n);
}
