/** `screens:*`: browser windows with names, each person's own, told what to show. */
import { screenJoin, screenShow } from '../contract/walls.ts';
import { forbidden } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Logger } from '../platform/log.ts';
import { type SocketHandlers, socketAsk, socketHandler } from '../platform/sockets.ts';
import type { ScreenBoard, ScreenPage, ScreensFollower } from './screens.ts';

export interface ScreensSocketsOptions {
  readonly board: ScreenBoard;
  readonly gate: Pick<Gate, 'permits'>;
  readonly log: Logger;
}

export function screensSockets({ board, gate, log }: ScreensSocketsOptions): SocketHandlers {
  return (socket, actor) => {
    const page: ScreenPage = {
      show: (content) => socket.emit('screens:show', { content }),
      replaced: () => socket.emit('screens:replaced'),
    };
    const follower: ScreensFollower = (screens) => socket.emit('screens:changed', { screens });
    // What is shown there the page asks for itself; here it is only whether there is anything to watch at all.
    const mayWatch = async () => {
      if (!(await gate.permits(actor, 'live:view'))) throw forbidden('live:view');
    };
    socket.on('disconnect', () => {
      board.leave(actor.id, page);
      board.unfollow(actor.id, follower);
    });
    socket.on(
      'screens:join',
      socketHandler(screenJoin, log, async ({ name, content }) => {
        await mayWatch();
        const screen = board.join(actor.id, page, name, content);
        // It may have gone while its rights were looked at.
        if (socket.disconnected) board.leave(actor.id, page);
        return screen;
      }),
    );
    socket.on(
      'screens:leave',
      socketAsk(log, () => {
        board.leave(actor.id, page);
        return null;
      }),
    );
    socket.on(
      'screens:follow',
      socketAsk(log, async () => {
        await mayWatch();
        if (!socket.disconnected) board.follow(actor.id, follower);
        return { screens: board.of(actor.id) };
      }),
    );
    socket.on(
      'screens:unfollow',
      socketAsk(log, () => {
        board.unfollow(actor.id, follower);
        return null;
      }),
    );
    socket.on(
      'screens:show',
      socketHandler(screenShow, log, async ({ screenId, content }) => {
        await mayWatch();
        board.show(actor.id, screenId, content);
        return null;
      }),
    );
  };
}
