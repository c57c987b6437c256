for (let at = 1; at <= 20_000; at += 1) console.log(`line ${at}`);
