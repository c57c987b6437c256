// Stands in the pane's page and looks at it from outside: when something can be seen, how far frames are apart, whether
// the end is followed. It reads and scrolls; it never changes what the pane draws.
(() => {
  const clock = () => performance.timeOrigin + performance.now();

  /** For a frame's own callback: runs when that frame has been made. */
  const afterFrame = (then) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      then();
    };
    port2.postMessage(null);
  };

  const isSeen = (element) => {
    const { top, bottom, height } = element.getBoundingClientRect();
    return height > 0 && top < innerHeight && bottom <= innerHeight + 1;
  };

  /** Resolves with the moment after the first frame in which the item can be seen. */
  const seen = (index) =>
    new Promise((resolve) => {
      const look = () => {
        const element = document.querySelector(`[data-item="${index}"]`);
        if (!element || !isSeen(element)) {
          requestAnimationFrame(look);
          return;
        }
        afterFrame(() => resolve(clock()));
      };
      requestAnimationFrame(look);
    });

  const scroller = () => document.querySelector(".trace-scroller");

  /** Calls `each` in every frame until it says no. @returns the frames' own times and when each was begun. */
  const frames = (each) =>
    new Promise((resolve) => {
      const due = [];
      const begun = [];
      const next = (time) => {
        due.push(time);
        begun.push(performance.now());
        if (each(time)) requestAnimationFrame(next);
        else resolve({ due, begun });
      };
      requestAnimationFrame(next);
    });

  let recording = null;

  /**
   * Calls `look` in every frame after it was laid out and what is drawn was measured: what it sees then is what is
   * painted. An element of the probe's own changes its size in every frame, and an observer of sizes is told of it
   * after those the pane has made.
   */
  const whenLaidOut = (look) => {
    const own = document.createElement("div");
    own.style.cssText = "position: fixed; visibility: hidden; width: 1px; height: 1px; top: 0; left: 0";
    document.body.append(own);
    const observer = new ResizeObserver(look);
    observer.observe(own);
    let wide = false;
    return {
      next: () => {
        wide = !wide;
        own.style.width = wide ? "2px" : "1px";
      },
      end: () => {
        observer.disconnect();
        own.remove();
      },
    };
  };

  /** Begins to note every frame, and how far the view is from the end of the list in each. */
  const record = () => {
    const noted = { on: true, away: [], pills: 0, frames: null, laidOut: null };
    noted.laidOut = whenLaidOut(() => {
      const { scrollHeight, clientHeight, scrollTop } = scroller();
      noted.away.push(scrollHeight - clientHeight - scrollTop);
      if (document.querySelector(".follow-pill")) noted.pills += 1;
    });
    noted.frames = frames(() => {
      noted.laidOut.next();
      return noted.on;
    });
    recording = noted;
  };

  const stop = async () => {
    const noted = recording;
    noted.on = false;
    const { due, begun } = await noted.frames;
    noted.laidOut.end();
    return { due, begun, away: noted.away, pills: noted.pills };
  };

  /**
   * Scrolls down as fast as would take `whole` seconds from top to bottom, for `most` seconds at most; counts frames
   * that show something not fetched yet.
   */
  const scrollThrough = async (whole, most) => {
    const list = scroller();
    const speed = list.scrollHeight / whole;
    const start = performance.now();
    let unread = 0;
    let last = null;
    let at = 0;
    const result = await frames((time) => {
      at += last === null ? 0 : (speed * (time - last)) / 1000;
      last = time;
      for (const element of document.querySelectorAll(".trace-unknown")) {
        const { top, bottom } = element.getBoundingClientRect();
        if (bottom <= 0 || top >= innerHeight) continue;
        unread += 1;
        break;
      }
      // What has been measured meanwhile may have moved the view: the hand goes on from where the view is.
      at = Math.max(at, list.scrollTop);
      list.scrollTop = at;
      const isOver = performance.now() - start > most * 1000;
      return !isOver && list.scrollTop + list.clientHeight < list.scrollHeight - 1;
    });
    return { ...result, unread, top: list.scrollTop, height: list.scrollHeight };
  };

  globalThis.kiloProbe = { clock, seen, record, stop, scrollThrough };
})();
