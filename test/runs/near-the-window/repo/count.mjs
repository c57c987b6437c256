const part = Number(process.argv[2]);
for (let at = 1; at <= 300; at += 1) console.log(`part ${part}, line ${at}`);
