/** Label that docker compose gives what it makes: the project's name. */
export const COMPOSE_PROJECT = 'com.docker.compose.project'
