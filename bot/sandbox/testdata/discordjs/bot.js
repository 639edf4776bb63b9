// A minimal bot on discord.js, unchanged, which the test in discordjs_test.go
// runs on the sandbox. It is told where by SANDBOX_API and SANDBOX_TOKEN.
import {
  ActionRowBuilder, ApplicationCommandType, AttachmentBuilder, ButtonBuilder, ButtonStyle, Client, Events,
  GatewayIntentBits, MessageFlags, ModalBuilder, SlashCommandBuilder, StringSelectMenuBuilder, TextInputBuilder,
  TextInputStyle,
} from 'discord.js';

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent, GatewayIntentBits.DirectMessages],
  rest: { api: process.env.SANDBOX_API },
});

const commands = [
  new SlashCommandBuilder().setName('ask').setDescription('Asks something')
    .addStringOption((o) => o.setName('question').setDescription('What to ask').setRequired(true).setMaxLength(300))
    .addStringOption((o) => o.setName('article').setDescription('Where to look').setAutocomplete(true)),
  new SlashCommandBuilder().setName('form').setDescription('Opens a form'),
  new SlashCommandBuilder().setName('panel').setDescription('Shows buttons and a select'),
  new SlashCommandBuilder().setName('discuss').setDescription('Opens a thread')
    .addSubcommand((s) => s.setName('about').setDescription('About a topic')
      .addStringOption((o) => o.setName('topic').setDescription('The topic').setRequired(true))),
  { name: 'Count the words', type: ApplicationCommandType.Message },
];

const articles = ['The rift', 'The river', 'The harvest'];

async function ask(i) {
  await i.deferReply();
  await i.editReply({ content: `You asked: ${i.options.getString('question')}`, embeds: [{ title: 'An answer', description: 'With **bold** text.' }] });
  await i.followUp({ content: 'Only you see this.', flags: MessageFlags.Ephemeral });
  await i.followUp({ content: 'Here is the file.', files: [new AttachmentBuilder(Buffer.from('forty-two'), { name: 'answer.txt' })] });
}

async function form(i) {
  const input = new TextInputBuilder().setCustomId('reason').setLabel('Why?').setStyle(TextInputStyle.Paragraph).setMinLength(3);
  await i.showModal(new ModalBuilder().setCustomId('form').setTitle('A form').addComponents(new ActionRowBuilder().addComponents(input)));
}

async function panel(i) {
  const button = new ButtonBuilder().setCustomId('press').setLabel('Press').setStyle(ButtonStyle.Primary);
  const select = new StringSelectMenuBuilder().setCustomId('pick').setPlaceholder('Pick')
    .addOptions(articles.map((a) => ({ label: a, value: a })));
  await i.reply({
    content: 'A panel',
    components: [new ActionRowBuilder().addComponents(button), new ActionRowBuilder().addComponents(select)],
    flags: MessageFlags.Ephemeral,
  });
}

async function discuss(i) {
  const response = await i.reply({ content: `Topic: ${i.options.getString('topic')}`, withResponse: true });
  const thread = await response.resource.message.startThread({ name: i.options.getString('topic') });
  await thread.send('Welcome.');
}

const handlers = { ask, form, panel, discuss };

client.on(Events.InteractionCreate, async (i) => {
  if (i.isAutocomplete()) {
    const typed = i.options.getFocused().toLowerCase();
    await i.respond(articles.filter((a) => a.toLowerCase().includes(typed)).map((a) => ({ name: a, value: a })));
  } else if (i.isChatInputCommand()) {
    await handlers[i.commandName](i);
  } else if (i.isMessageContextMenuCommand()) {
    await i.reply(`${i.targetMessage.content.split(' ').length} words`);
  } else if (i.isModalSubmit()) {
    await i.reply({ content: `Because: ${i.fields.getTextInputValue('reason')}`, flags: MessageFlags.Ephemeral });
  } else if (i.isButton()) {
    await i.update({ content: 'Pressed', components: [] });
  } else if (i.isStringSelectMenu()) {
    await i.deferUpdate();
    await i.editReply({ content: `Picked ${i.values.join()}` });
  }
});

client.on(Events.MessageCreate, async (m) => {
  if (m.author.bot || !m.mentions.has(client.user)) return;
  await m.react('👍');
  await m.reply({ content: `I heard: ${m.cleanContent}`, allowedMentions: { parse: [], repliedUser: false } });
});

client.on(Events.ShardResume, (_, replayed) => console.log('resumed', replayed));
client.on(Events.Error, (e) => { console.error(e); process.exit(1); });
process.on('unhandledRejection', (e) => { console.error(e); process.exit(1); });

client.once(Events.ClientReady, async () => {
  await client.application.commands.set(commands);
  console.log('ready', client.user.username, client.guilds.cache.size);
});
await client.login(process.env.SANDBOX_TOKEN);
process.stdin.on('end', async () => { await client.destroy(); process.exit(0); }).resume();
