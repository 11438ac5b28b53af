// To be imported before everything else: graphql-js and Apollo Server look at it once, when they are loaded. As the gateway sets it for
// itself, and as `npm run bench` does for every benchmark.
process.env['NODE_ENV'] = 'production';
