import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnose, type Finding } from './diagnose.ts';
import { FaultWatch } from './fault-watch.ts';
import { type Learnt, learn, learnStillness, NOTHING_LEARNT } from './learnt.ts';
import { measurePicture, type PictureFacts } from './measure-picture.ts';
import type { Picture } from './picture.ts';
import { type Scene, sceneOf } from './scene.ts';
import { type HallClip, recordHall } from './testing/hall-clip.ts';

let hall: HallClip;
let fine: Picture[];
let reference: Scene;
let learnt: Learnt;

beforeAll(async () => {
  hall = await recordHall();
  fine = await hall.pictures('', 12);
  reference = sceneOf(measurePicture(fine[0] as Picture).grid);
  learnt = fine.reduce((known, picture) => learn(known, measurePicture(picture)), NOTHING_LEARNT);
  // A camera that has been seen long enough to know that something always moves in its picture.
  for (let pair = 0; pair < 40; pair += 1) learnt = learnStillness(learnt, false);
});
afterAll(() => hall.remove());

const facts = (picture: Picture): PictureFacts => measurePicture(picture);

async function found(filters: string, isOpen = true): Promise<Finding[][]> {
  const pictures = await hall.pictures(filters, 4);
  return pictures.map((picture) => diagnose({ facts: facts(picture), learnt, reference, isOpen }));
}

const faultsOf = (findings: Finding[]): string[] => findings.map(({ fault }) => fault);

describe('what is well is not told of', () => {
  test('people at the counter, a tremble of the lens, a lamp more or less, noise, a picture without colour', async () => {
    for (const filters of [
      '',
      'crop=iw-4:ih-4:2:1,scale=640:360',
      'eq=brightness=0.08',
      'eq=brightness=-0.12',
      'eq=gamma=0.7',
      'noise=alls=12:allf=t',
      'hue=s=0',
      'gblur=sigma=0.7',
    ])
      for (const findings of await found(filters))
        expect({ filters, faults: faultsOf(findings) }).toEqual({ filters, faults: [] });
  });

  test('a person close to the camera, covering a third of the picture', async () => {
    const person = 'drawbox=x=iw*0.35:y=ih*0.1:w=iw*0.33:h=ih*0.9:color=0x30405a:t=fill';
    for (const findings of await found(person)) expect(faultsOf(findings)).toEqual([]);
  });

  test('lights out after hours: no fault, whatever can or cannot be seen in the dark', async () => {
    for (const filters of [
      'eq=brightness=-0.45:contrast=0.4,noise=alls=10:allf=t',
      'drawbox=color=black:t=fill',
      'eq=brightness=-0.5:contrast=0.2,gblur=sigma=8',
    ])
      for (const findings of await found(filters, false))
        expect({ filters, faults: faultsOf(findings) }).toEqual({ filters, faults: [] });
  });
});

describe('what is wrong is found', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['black', 'black', 'drawbox=color=black:t=fill'],
    [
      'a black picture with the camera’s title still drawn into it',
      'black',
      'drawbox=y=24:h=ih:color=black:t=fill,drawbox=w=40:h=20:color=white:t=fill,drawbox=x=40:h=24:color=black:t=fill',
    ],
    ['the blue of a recorder without a camera', 'no_signal', 'drawbox=color=0x0000ff:t=fill'],
    ['a cloth over the lens', 'covered', 'drawbox=color=0x605040:t=fill'],
    ['a hand on the lens', 'covered', 'gblur=sigma=70,eq=brightness=-0.1'],
    ['paint: white all over', 'covered', 'drawbox=color=0xe8e8e0:t=fill'],
    ['out of focus', 'blurred', 'gblur=sigma=4'],
    ['far out of focus', 'blurred', 'gblur=sigma=8'],
    ['turned aside', 'moved', 'crop=iw*0.78:ih*0.78:iw*0.22:ih*0.16,scale=640:360'],
    ['turned to look somewhere else', 'moved', 'hflip,vflip'],
    ['hanging askew', 'moved', 'rotate=12*PI/180:fillcolor=gray'],
    ['lights out in office hours', 'dark', 'eq=brightness=-0.42:contrast=0.6'],
    ['a stuck infrared filter', 'cast', 'colorchannelmixer=rr=1.1:rg=0.4:gg=0.55:bb=1'],
  ];
  for (const [name, fault, filters] of cases)
    test(`${name}: ${fault}`, async () => {
      for (const findings of await found(filters)) expect(faultsOf(findings)[0]).toBe(fault);
    });

  test('a turned camera is told by how much, as far as the old view is still to be seen', async () => {
    const [findings] = await found('pad=iw+64:ih+36:0:36,crop=640:360:64:0');
    const [moved] = findings ?? [];
    expect(moved).toMatchObject({ fault: 'moved' });
    expect(moved?.shift?.x).toBeCloseTo(-0.1, 1);
    expect(moved?.shift?.y).toBeCloseTo(0.1, 1);
  });
});

describe('frozen', () => {
  const check = (now: Picture, before: Picture, known: Learnt, isOpen: boolean): string[] => {
    const previous = facts(before);
    return faultsOf(diagnose({ facts: facts(now), previous, learnt: known, reference, isOpen }));
  };

  test('the very same picture is found anywhere, any time', () => {
    const [picture] = fine as [Picture];
    expect(check(picture, picture, NOTHING_LEARNT, false)).toEqual(['frozen']);
  });

  test('an encoder that repeats a frame, a little differently each time: where something always moves', () => {
    const one = fine[0] as Picture;
    const two = nudged(one);
    expect(check(two, one, learnt, true)).toEqual(['frozen']);
    expect(check(two, one, learnt, false)).toEqual([]);
    expect(check(two, one, NOTHING_LEARNT, true)).toEqual([]);
  });

  test('a hall in which nobody moves, but for the sensor’s noise, is not', () => {
    const still = Array.from({ length: 60 }).reduce<Learnt>(
      (known) => learnStillness(known, true),
      fine.reduce((known, picture) => learn(known, facts(picture)), NOTHING_LEARNT),
    );
    expect(check(nudged(fine[0] as Picture), fine[0] as Picture, still, true)).toEqual([]);
  });
});

/** Every hundredth pixel lighter by one. */
function nudged(picture: Picture): Picture {
  const luma = Uint8Array.from(picture.luma, (value, at) => (at % 100 === 0 ? value + 1 : value));
  return { ...picture, luma };
}

describe('from suspicion to fault', () => {
  const covered: Finding = { fault: 'covered', value: 0.01, limit: 0.15 };

  test('three checks in a row raise it, with the time of the first; two without it clear it', () => {
    const watch = new FaultWatch();
    expect(watch.update([covered], 1).raised).toEqual([]);
    expect(watch.update([covered], 2).raised).toEqual([]);
    expect(watch.update([covered], 3).raised).toEqual([{ finding: covered, sinceMs: 1 }]);
    expect(watch.update([covered], 4)).toEqual({ raised: [], cleared: [] });
    expect(watch.update([], 5).cleared).toEqual([]);
    expect(watch.update([covered], 6).cleared).toEqual([]);
    expect(watch.update([], 7).cleared).toEqual([]);
    expect(watch.update([], 8).cleared).toEqual(['covered']);
    expect(watch.standing).toEqual([]);
  });

  test('one good picture between makes it begin anew: a passer-by is no cover', () => {
    const watch = new FaultWatch();
    for (let round = 0; round < 10; round += 1) {
      expect(watch.update([covered], round).raised).toEqual([]);
      expect(watch.update([covered], round).raised).toEqual([]);
      watch.update([], round);
    }
    expect(watch.standing).toEqual([]);
  });

  test('what stood when the server ended stands, until it is not found any more', () => {
    const watch = new FaultWatch([{ finding: covered, sinceMs: 1 }]);
    expect(watch.update([covered], 100)).toEqual({ raised: [], cleared: [] });
    watch.update([], 101);
    expect(watch.update([], 102).cleared).toEqual(['covered']);
  });
});
